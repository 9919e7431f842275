// What Vite answers for a worker's address.
declare module '*?worker&url' {
  const url: string;
  export default url;
}
