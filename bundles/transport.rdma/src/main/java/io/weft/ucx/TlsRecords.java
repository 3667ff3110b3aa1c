package io.weft.ucx;

import io.weft.endpoint.Reasons;
import io.weft.transport.LinkProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * TLS records of the session that the control connection has set up: both sides go on with it here
 * after their set-up message. A message carries whole records.
 */
final class TlsRecords implements Sealing {

  private final SSLEngine engine;
  private final ByteBuffer opened;

  TlsRecords(SSLEngine engine) {
    this.engine = engine;
    opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  @Override
  public void seal(ByteBuffer bytes, ByteBuffer message) throws IOException {
    int before = message.position();
    SSLEngineResult result = engine.wrap(bytes, message);
    if (result.getStatus() != SSLEngineResult.Status.OK || message.position() == before) {
      throw new IOException("TLS cannot seal: " + result.getStatus());
    }
  }

  @Override
  public void goodbye(ByteBuffer message) throws IOException {
    engine.closeOutbound();
    engine.wrap(ByteBuffer.allocate(0), message);
  }

  @Override
  public boolean open(ByteBuffer message, FrameReader reader) throws LinkProtocolException {
    while (message.hasRemaining()) {
      SSLEngineResult result;
      try {
        result = engine.unwrap(message, opened.clear());
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
      } catch (SSLException e) {
        throw new LinkProtocolException("a message is no TLS record of ours: " + Reasons.root(e));
      }
      reader.read(opened.flip());
      switch (result.getStatus()) {
        case OK -> {}
        case CLOSED -> {
          return false;
        }
        default ->
            throw new LinkProtocolException("a message ends within a TLS record or is too large");
      }
    }
    return true;
  }
}
