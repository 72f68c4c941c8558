/**
 * Colours the interface with a bot's own colour, with black or white on it, whichever contrasts more
 * (relative luminance of WCAG 2.2, §1.4.3). A colour that is not `#rrggbb` is left aside: the default stays.
 */
export function applyAccent(element: HTMLElement, colour: string | undefined): void {
  const channels = colour && /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour)?.slice(1);
  if (!colour || !channels) return;
  const luminance = relativeLuminance(channels.map((hex) => Number.parseInt(hex, 16) / 255));
  element.style.setProperty('--perchoir-accent', colour);
  element.style.setProperty('--perchoir-on-accent', luminance > 0.179 ? '#000' : '#fff');
}

function relativeLuminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
