package io.weft.store.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;

/** A disk that has room for so many bytes more, and that may fail to say that it has them. */
final class FailingDisk implements Disk {
  long room = Long.MAX_VALUE;
  boolean syncs = true;
  int opened;

  @Override
  public MVStore open(Path file) {
    opened++;
    SingleFileStore store = new Store();
    store.open(file.toString(), false, (char[]) null);
    return Disk.settings().adoptFileStore(store).open();
  }

  private final class Store extends SingleFileStore {
    Store() {
      super(new HashMap<>());
    }

    @Override
    protected void writeFully(SFChunk chunk, long pos, ByteBuffer bytes) {
      if (bytes.remaining() > room) {
        bytes.limit(bytes.position() + (int) room);
        super.writeFully(chunk, pos, bytes);
        room = 0;
        throw DataUtils.newMVStoreException(
            DataUtils.ERROR_WRITING_FAILED,
            "Writing failed",
            new IOException("No space left on device"));
      }
      room -= bytes.remaining();
      super.writeFully(chunk, pos, bytes);
    }

    @Override
    public void sync() {
      if (!syncs) {
        throw DataUtils.newMVStoreException(
            DataUtils.ERROR_WRITING_FAILED,
            "Could not sync",
            new IOException("Input/output error"));
      }
      super.sync();
    }
  }
}
