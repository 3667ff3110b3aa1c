package io.weft.compress.lz4;

import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The block format of LZ4. What comes from outside is read by the decompressor that checks all
 * bounds, in Java: nothing of it reaches native code. Safe on every thread.
 */
@Component
public final class Lz4Compression implements Compression {
  private final LZ4Compressor compressor;
  private final LZ4SafeDecompressor decompressor;

  /** Takes the fastest form that runs here. */
  @Activate
  public Lz4Compression() {
    compressor = LZ4Factory.fastestInstance().fastCompressor();
    decompressor = LZ4Factory.safeInstance().safeDecompressor();
  }

  @Override
  public String name() {
    return "lz4";
  }

  @Override
  public int compress(byte[] from, int length, byte[] to, int most) {
    try {
      return compressor.compress(from, 0, length, to, 0, most);
    } catch (LZ4Exception e) {
      return -1; // it would be larger: the only reason that there is
    }
  }

  @Override
  public void decompress(byte[] from, int length, byte[] to, int size) {
    int made;
    try {
      made = decompressor.decompress(from, 0, length, to, 0, size);
    } catch (LZ4Exception | IndexOutOfBoundsException e) {
      throw new PayloadException("lz4: " + e.getMessage(), e);
    }
    if (made != size) {
      throw new PayloadException("lz4: " + made + " bytes in place of " + size);
    }
  }
}
