export const root: string;
export const node: string;
export const env: NodeJS.ProcessEnv;
export class Trouble extends Error {}
export function ensureInstalled(): Promise<void>;
export function ensureBuilt(options?: { always?: boolean; quiet?: boolean }): Promise<boolean>;
