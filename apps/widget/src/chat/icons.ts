import { svg, type SVGTemplateResult } from 'lit';

/** A bird on a perch. */
export const perchIcon = icon(
  svg`<path d="M5 19h14M9 19v-3.5M13 19v-3.2M7 4.8a3.6 3.6 0 0 1 6.6 2c0 1.6 1 2.6 2.6 3.3L19 11.4c-1.4 2.8-3.6 4.4-6.6 4.4C8.7 15.8 6.4 13.4 6.4 9.8V8L4.5 7z"/><circle cx="9.6" cy="7" r=".9" fill="currentColor" stroke="none"/>`,
);
export const sendIcon = icon(svg`<path d="M5 12h13M12.5 6l6 6-6 6"/>`);
export const stopIcon = icon(svg`<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" stroke="none"/>`);
export const closeIcon = icon(svg`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>`);
export const downIcon = icon(svg`<path d="M12 6v12M6.5 12.5l5.5 5.5 5.5-5.5"/>`);
export const copyIcon = icon(
  svg`<rect x="9" y="9" width="10" height="10" rx="2"/><path d="M15 9V7a2 2 0 0 0-2-2H7a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>`,
);
export const upvoteIcon = icon(
  svg`<path d="M8 11v8H5v-8zM8 12l3.5-7c1.5 0 2.3 1 2 2.4L13 10h5a1.5 1.5 0 0 1 1.5 1.8l-1 5.7A2 2 0 0 1 16.5 19H8"/>`,
);
export const downvoteIcon = icon(
  svg`<path d="M16 13V5h3v8zM16 12l-3.5 7c-1.5 0-2.3-1-2-2.4L11 14H6a1.5 1.5 0 0 1-1.5-1.8l1-5.7A2 2 0 0 1 7.5 5H16"/>`,
);

function icon(shape: SVGTemplateResult) {
  return svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shape}</svg>`;
}
