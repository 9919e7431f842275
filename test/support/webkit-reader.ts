// What a person does in the reader, for engines that are driven over WebDriver: the same names, found by a script.

import type { WebDriver, WebElement } from 'selenium-webdriver';
import { until } from './until.ts';

/** Waits for a visible element by role and accessible name (text, label or aria-label), shadow roots included. */
export type Role = 'button' | 'link' | 'textbox' | 'searchbox' | 'radio' | 'heading' | 'checkbox';

export async function named(driver: WebDriver, role: Role, name: string): Promise<WebElement> {
  return await until(() => driver.executeScript<WebElement | null>(FIND, role, name), {
    what: `${role} "${name}"`,
    timeoutMs: 30_000,
  });
}

export async function press(driver: WebDriver, role: Role, name: string): Promise<void> {
  const element = await named(driver, role, name);
  await driver.executeScript('arguments[0].click()', element);
}

export async function openEmpty(driver: WebDriver, origin: string): Promise<void> {
  await driver.get(`${origin}/`);
  await press(driver, 'button', 'Skip');
  await named(driver, 'button', 'Add feed');
}

export async function subscribe(driver: WebDriver, address: string): Promise<void> {
  await press(driver, 'button', 'Add feed');
  const box = await named(driver, 'textbox', 'Feed or site address');
  await box.sendKeys(address);
  await press(driver, 'button', 'Subscribe');
}

/** Text of the page, shadow roots included. */
export async function textOf(driver: WebDriver): Promise<string> {
  return await driver.executeScript<string>(TEXT);
}

const TEXT = `
  const read = node => node instanceof Text ? node.data
    : [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(read).join('');
  return read(document.body);
`;

const FIND = `
  const [role, name] = arguments;
  const selector = {
    button: 'button, [role=button]',
    link: 'a[href]',
    textbox: 'input, textarea, [role=textbox]',
    searchbox: 'input[type=search]',
    radio: 'input[type=radio]',
    checkbox: 'input[type=checkbox]',
    heading: 'h1, h2, h3',
  }[role];
  const all = root => [...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(element => element.shadowRoot ? all(element.shadowRoot) : [])];
  const plain = text => (text ?? '').replace(/\\s+/g, ' ').trim();
  const names = element => [element.getAttribute('aria-label'), element.textContent, ...[...(element.labels ?? [])].map(label => label.textContent)];
  const seen = element => element.getClientRects().length > 0;
  return all(document).find(element => seen(element) && names(element).map(plain).includes(name)) ?? null;
`;
