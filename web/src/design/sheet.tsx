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
    <Modal
      opened={opened}
      onClose={close}
      title={bare ? undefined : title}
      aria-label={title}
      withCloseButton={!bare}
      padding={bare ? 0 : undefined}
      size={width}
      yOffset={bare ? "12vh" : undefined}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {children}
    </Modal>
  );
}
