// sharp, loaded with its libraries when the first picture is made: a gateway without pictures never pays for it. One thread a picture, and
// nothing kept between them.

export async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
