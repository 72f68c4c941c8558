import type { Ticket } from './ticket';

/** How many turns in a row a bot gets, at least 1. */
export type WeightOf = (bot: string) => number;

/** One bot's waiting tickets, oldest first, and the turns left before the next bot's. */
interface Line<T> {
  readonly bot: string;
  readonly tickets: T[];
  credit: number;
}

/**
 * Weighted round robin between bots, first come first served within a bot.
 *
 * A bot that starts to wait joins at the end of the round, so nobody waits longer than one round of all others,
 * however many new bots arrive. While two bots both wait, their turns divided by their weights differ by at most 1.
 */
export class FairQueue<T extends Ticket> {
  private readonly round: Line<T>[] = [];
  private readonly lines = new Map<string, Line<T>>();
  private count = 0;

  /** @param weightOf - @default - every bot weighs 1 */
  constructor(private readonly weightOf: WeightOf = () => 1) {}

  /** Tickets waiting. */
  get size(): number {
    return this.count;
  }

  /** Puts a new ticket at the end of its bot's line. */
  add(ticket: T): void {
    const line = this.lines.get(ticket.bot) ?? this.join(ticket.bot);
    line.tickets.push(ticket);
    this.count += 1;
  }

  /** Takes the ticket whose turn it is; `undefined` when nobody waits. */
  next(): T | undefined {
    const line = this.round[0];
    const ticket = line?.tickets.shift();
    if (!line || !ticket) return undefined;
    this.count -= 1;
    line.credit -= 1;
    if (line.tickets.length === 0) this.leave(line);
    else if (line.credit === 0) this.endTurn(line);
    return ticket;
  }

  /** Returns a ticket that `next` gave out but that could not be served: it is the next one again. */
  putBack(ticket: T): void {
    const known = this.lines.get(ticket.bot);
    const isItsTurn = known !== undefined && this.round[0] === known;
    const line = known ?? this.join(ticket.bot);
    if (!isItsTurn) this.moveToFront(line);
    line.credit = isItsTurn ? line.credit + 1 : 1;
    const younger = line.tickets.findIndex(({ id }) => id > ticket.id);
    line.tickets.splice(younger < 0 ? line.tickets.length : younger, 0, ticket);
    this.count += 1;
  }

  /** Removes a ticket; `false` when it does not wait here. */
  cancel(ticket: T): boolean {
    const line = this.lines.get(ticket.bot);
    const at = line?.tickets.findIndex(({ id }) => id === ticket.id) ?? -1;
    if (!line || at < 0) return false;
    line.tickets.splice(at, 1);
    this.count -= 1;
    if (line.tickets.length === 0) this.leave(line);
    return true;
  }

  /** Everybody who waits, in the order in which they would be served if nobody else came. */
  order(): T[] {
    const lines = this.round.map(({ bot, tickets, credit }) => ({ bot, left: [...tickets], credit }));
    const order: T[] = [];
    for (let line = lines.shift(); line; line = lines.shift()) {
      order.push(...line.left.splice(0, line.credit));
      if (line.left.length > 0) lines.push({ ...line, credit: this.weight(line.bot) });
    }
    return order;
  }

  private join(bot: string): Line<T> {
    const line: Line<T> = { bot, tickets: [], credit: this.weight(bot) };
    this.lines.set(bot, line);
    this.round.push(line);
    return line;
  }

  private leave(line: Line<T>): void {
    this.lines.delete(line.bot);
    this.round.splice(this.round.indexOf(line), 1);
  }

  private endTurn(line: Line<T>): void {
    line.credit = this.weight(line.bot);
    this.round.push(...this.round.splice(this.round.indexOf(line), 1));
  }

  private moveToFront(line: Line<T>): void {
    this.round.unshift(...this.round.splice(this.round.indexOf(line), 1));
  }

  private weight(bot: string): number {
    return Math.max(1, Math.floor(this.weightOf(bot)));
  }
}
