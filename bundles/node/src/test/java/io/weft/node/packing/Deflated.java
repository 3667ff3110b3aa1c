package io.weft.node.packing;

import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A compression that the JDK has; notes whether it is used after its end. */
public final class Deflated implements Compression {
  private final String name;
  private final AtomicInteger lateUses = new AtomicInteger();
  private volatile boolean ended;

  public Deflated(String name) {
    this.name = name;
  }

  /** As its bundle stops. */
  public void end() {
    ended = true;
  }

  /** Calls after the end. */
  public int lateUses() {
    return lateUses.get();
  }

  private void note() {
    if (ended) {
      lateUses.incrementAndGet();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int compress(byte[] from, int length, byte[] to, int most) {
    note();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(from, 0, length);
    deflater.finish();
    int made = deflater.deflate(to, 0, most);
    boolean fits = deflater.finished();
    deflater.end();
    note();
    return fits ? made : -1;
  }

  @Override
  public void decompress(byte[] from, int length, byte[] to, int size) {
    note();
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(from, 0, length);
      int made = inflater.inflate(to, 0, size);
      if (made != size || inflater.getRemaining() > 0) {
        throw new PayloadException(name + ": " + made + " bytes in place of " + size);
      }
    } catch (DataFormatException e) {
      throw new PayloadException(name + ": " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
    note();
  }
}
