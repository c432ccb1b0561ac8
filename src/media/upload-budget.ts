/** What forms may keep in memory while they are read and worked on. */
export interface UploadBudget {
  /**
   * Begins a form.
   * @param address where it comes from.
   */
  begin(address: string): Holding;
}

export interface Holding {
  /** Asks for so many bytes more; false when there is no room for them now. */
  take(bytes: number): boolean;
  /** Gives all of them back. Safe to repeat. */
  end(): void;
}

/**
 * Forms with pictures are read into memory, and whoever sends many at once, or begins many and ends none, would fill
 * all of it. One address gets a part only, so that it does not lock out the others.
 *
 * @param most bytes of all forms together, and of those from one address.
 */
export function createUploadBudget(most: { all: number; oneAddress: number }): UploadBudget {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    begin(address) {
      let held = 0;
      const hold = (bytes: number) => {
        held += bytes;
        all += bytes;
        const left = (byAddress.get(address) ?? 0) + bytes;
        if (left === 0) byAddress.delete(address);
        else byAddress.set(address, left);
      };
      return {
        take(bytes) {
          if (all + bytes > most.all) return false;
          if ((byAddress.get(address) ?? 0) + bytes > most.oneAddress) return false;
          hold(bytes);
          return true;
        },
        end() {
          hold(-held);
        },
      };
    },
  };
}
