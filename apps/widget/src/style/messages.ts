import { css } from 'lit';

/** The conversation itself: whose words, quotes, sources, what goes on. */
export const messages = css`
  .scroll {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  ol {
    display: flex;
    flex-direction: column;
    gap: 1rem;
    padding-block: 1.25rem;
    list-style: none;
  }
  .message {
    max-width: 100%;
    overflow-wrap: anywhere;
  }
  .message p {
    margin: 0;
    white-space: pre-wrap;
  }
  .message .body > * + * {
    margin-top: 0.625rem;
  }
  .message[data-author='visitor'] {
    align-self: flex-end;
    max-width: 85%;
  }
  .message[data-author='visitor'] .body {
    padding: 0.5rem 0.875rem;
    border-radius: 1.125rem 1.125rem 0.25rem;
    background: var(--accent);
    color: var(--on-accent);
  }
  .message[data-state='pending'] .body {
    opacity: 0.75;
  }
  .message[data-author='operator'] .body {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--accent);
  }
  .message[data-author='system'] {
    align-self: center;
    color: var(--soft);
    font-size: 0.875rem;
  }
  .message .meta,
  .outcome,
  .activity {
    color: var(--soft);
    font-size: 0.8125rem;
  }
  .message .meta {
    margin-top: 0.25rem;
  }
  .message .problem {
    color: var(--problem);
  }
  .outcome {
    display: inline-block;
    margin-bottom: 0.375rem;
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
  }
  blockquote {
    margin: 0;
    padding: 0.125rem 0 0.125rem 0.75rem;
    border-inline-start: 3px solid var(--accent);
    white-space: pre-wrap;
  }
  figure {
    margin: 0;
  }
  figcaption {
    padding-inline-start: 0.875rem;
    color: var(--soft);
    font-size: 0.8125rem;
  }
  .message ul {
    margin: 0.25rem 0 0;
    padding-inline-start: 1.25rem;
  }
  .sources {
    margin-top: 0.625rem;
  }
  details {
    margin-top: 0.375rem;
    border: 1px solid var(--line);
    border-radius: 0.625rem;
    background: var(--raised);
    font-size: 0.875rem;
  }
  summary {
    padding: 0.375rem 0.75rem;
    cursor: pointer;
  }
  .message details > :not(summary) {
    margin: 0 0.75rem 0.625rem;
  }
  a {
    color: var(--link);
  }
  .tools {
    display: flex;
    gap: 0.125rem;
    margin: 0.25rem 0 0 -0.375rem;
  }
  .tools svg {
    width: 1.0625rem;
    height: 1.0625rem;
  }
  .quiet[data-done='true'] {
    color: var(--link);
  }
  .link {
    padding: 0 0.25rem;
    border: 0;
    background: none;
    color: var(--link);
    text-decoration: underline;
  }
  .activity {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    line-height: 1;
  }
  .dots {
    display: inline-flex;
    align-items: center;
    gap: 0.1875rem;
  }
  .dots i {
    width: 0.375rem;
    height: 0.375rem;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes breathe {
    50% {
      opacity: 0.2;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots i {
      animation: none;
    }
  }
`;
