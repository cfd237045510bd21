/** A member of a group, as the group sees it. */
export interface GroupMember {
  /** Commits what is done and gives everything up. */
  revoke(): void;
  assign(partitions: readonly number[]): void;
}

/** One consumer group on one topic: who has which partition, and what is committed. */
export class MemoryGroup {
  readonly committed = new Map<number, bigint>();
  private members: GroupMember[] = [];

  constructor(private readonly partitionCount: () => number) {}

  join(member: GroupMember): void {
    this.members = [...this.members, member];
    this.rebalance();
  }

  leave(member: GroupMember): void {
    if (!this.members.includes(member)) return;
    this.members = this.members.filter((other) => other !== member);
    this.rebalance();
  }

  /** Takes everything from everybody and deals anew, as Kafka's eager protocol does. */
  rebalance(): void {
    for (const member of this.members) member.revoke();
    const members = this.members;
    const dealt = members.map((): number[] => []);
    for (let partition = 0; partition < this.partitionCount() && members.length > 0; partition += 1)
      dealt[partition % members.length]!.push(partition);
    members.forEach((member, index) => member.assign(dealt[index]!));
  }
}
