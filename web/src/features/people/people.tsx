export function PeopleRoom() {
  return <main />;
}
