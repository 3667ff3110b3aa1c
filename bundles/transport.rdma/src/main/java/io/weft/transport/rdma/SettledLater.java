package io.weft.transport.rdma;

import io.weft.transport.LinkProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A seal that is chosen when both sides have said what they want; not used before. */
final class SettledLater implements Sealing {

  private volatile Sealing chosen = Sealing.plain();

  void settle(ControlConnection control, boolean plain) {
    if (!plain) {
      chosen = new TlsRecords(control.session().orElseThrow());
    }
  }

  @Override
  public void seal(ByteBuffer bytes, ByteBuffer message) throws IOException {
    chosen.seal(bytes, message);
  }

  @Override
  public void goodbye(ByteBuffer message) throws IOException {
    chosen.goodbye(message);
  }

  @Override
  public boolean open(ByteBuffer message, FrameReader reader) throws LinkProtocolException {
    return chosen.open(message, reader);
  }
}
