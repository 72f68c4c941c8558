/** The application that an image holds: the last part of its name, without tag and digest. */
export function applicationOf(image: string): string {
  const name = image.split('@')[0]?.split('/').at(-1) ?? image;
  return name.split(':')[0] ?? name;
}
