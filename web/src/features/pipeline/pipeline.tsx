export function PipelineRoom() {
  return <main />;
}
