/** Yes and no in the order of their keys. */
export const ANSWERS: readonly { value: boolean; name: string }[] = [
  { value: true, name: "yes" },
  { value: false, name: "no" },
];
