import type { Person } from './standing.ts';

/** Who is who, and who wants no mail: the reference's people. */
export class People {
  /** Whom an id means; several ids can mean one person. */
  readonly byId = new Map<string, Person>();
  /** Why nothing goes to an address, or to whom somebody is known as. */
  private readonly silenced = new Map<string, string>();

  /** Whoever enrolls an id says its address, too. */
  enter(id: string, now: number): Person {
    const address = `${id}@example.com`;
    const person = this.byId.get(id) ?? { id, address, addressSince: 0, subject: `subject ${id}` };
    if (person.address !== address) Object.assign(person, { address, addressSince: now });
    this.byId.set(id, person);
    return person;
  }

  /** Nothing goes to this address any more; or to this person, where it was another address that the mail went to. */
  silence({ address, subject }: Person, why: string, { isOfOld }: { isOfOld: boolean }): void {
    const key = isOfOld ? subject : address;
    if (!this.silenced.has(key)) this.silenced.set(key, why);
  }

  isSilenced({ address, subject }: Person): boolean {
    return this.silenced.has(address) || this.silenced.has(subject);
  }

  canMerge(from: string, into: string): boolean {
    const [gone, kept] = [this.byId.get(from), this.byId.get(into)];
    return gone !== undefined && kept !== undefined && gone !== kept && gone.id === from;
  }

  /** Both ids mean the one who stays. Who said no under either name has said no; a bounce speaks of an address alone. */
  merge(from: string, into: string, now: number): readonly [gone: Person, kept: Person] {
    const [gone, kept] = [this.byId.get(from), this.byId.get(into)];
    if (gone === undefined || kept === undefined)
      throw new Error(`there are no ${from} and ${into} to merge`);
    for (const [id, person] of this.byId) if (person === gone) this.byId.set(id, kept);
    kept.addressSince = gone.address === kept.address ? Math.max(gone.addressSince, kept.addressSince) : now;
    for (const key of [gone.address, gone.subject]) {
      const why = this.silenced.get(key);
      if (why === undefined || why === 'bounced' || this.silenced.has(kept.subject)) continue;
      this.silenced.set(kept.subject, why);
    }
    return [gone, kept];
  }

  /** The ids mean nobody; what is told of the person from now on silences nobody. */
  erase(id: string): Person {
    const person = this.byId.get(id);
    if (person === undefined) throw new Error(`there is no ${id} to erase`);
    for (const [name, each] of this.byId) if (each === person) this.byId.delete(name);
    return Object.assign(person, { address: `erased ${id}`, subject: `erased ${id}` });
  }
}
