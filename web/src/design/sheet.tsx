import { Modal } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Width in pixels. */
  width: number;
  opened: boolean;
  close: () => void;
  /** Leaves the title to screen readers, and the whole of the sheet to the content. */
  bare?: boolean;
  children: ReactNode;
}

/** A sheet over the screen: Esc closes it, the focus stays in it and goes back to what opened it. */
export function Sheet({ title, width, opened, close, bare, children }: Props) {
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      padding={bare ? 0 : undefined}
      size={width}
      yOffset={bare ? "12vh" : undefined}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={bare ? title : undefined}>
        {!bare && (
          <div className="sheet-h">
            <Modal.Title>{title}</Modal.Title>
            <Modal.CloseButton aria-label="Close" className="end" />
          </div>
        )}
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
