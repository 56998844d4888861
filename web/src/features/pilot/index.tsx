export function PilotRoom() {
  return <main />;
}
