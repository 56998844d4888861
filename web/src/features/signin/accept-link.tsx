export function AcceptLink() {
  return <main />;
}
