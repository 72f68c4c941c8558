import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Options of one visitor's browser. */
export interface VisitorOptions {
  /** @default 'light' */
  readonly colours?: 'light' | 'dark';
  /** @default 'desktop' */
  readonly width?: 'desktop' | 'phone';
  /** Preferred language of the browser. @default 'en' */
  readonly language?: 'en' | 'fr';
}

/**
 * Runs one visit in a fresh headless Chromium that talks to this machine only.
 * @throws Error saying how to install Chromium when there is none
 */
export async function visit<T>(options: VisitorOptions, use: (context: BrowserContext) => Promise<T>): Promise<T> {
  const { colours = 'light', width = 'desktop', language = 'en' } = options;
  const profile = mkdtempSync(join(tmpdir(), 'perchoir-visitor-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    colorScheme: colours,
    locale: language,
    viewport: width === 'phone' ? { width: 390, height: 844 } : { width: 1_280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  try {
    return await use(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function executable(): string {
  const found = [process.env['CHROMIUM'] ?? '', ...candidates].find((path) => path !== '' && existsSync(path));
  if (found) return found;
  throw new Error('Chromium is missing: install it (Debian: apt-get install chromium) or name it with CHROMIUM=/path');
}
