package io.weft.compress.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.weft.exchange.Compression;
import io.weft.exchange.PayloadException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The format of Zstandard (RFC 8878), by its own library. Safe on every thread. */
@Component(configurationPid = "io.weft.compress.zstd")
@Designate(ocd = ZstdSettings.class)
public final class ZstdCompression implements Compression {

  /** The least level, and the fastest that the format's own tool offers without a minus. */
  private static final int LEAST_LEVEL = 1;

  /** Above it a megabyte takes longer than most networks need for it. */
  private static final int MOST_LEVEL = 9;

  private final Contexts<ZstdCompressCtx> compressing;
  private final Contexts<ZstdDecompressCtx> decompressing;

  /**
   * @throws IllegalArgumentException if the level is out of its range
   * @throws IllegalStateException if the native library does not load here
   */
  @Activate
  public ZstdCompression(ZstdSettings settings) {
    this(settings.level());
  }

  /**
   * @param level 1 to 9
   * @throws IllegalArgumentException if it is out of its range
   * @throws IllegalStateException if the native library does not load here
   */
  public ZstdCompression(int level) {
    if (level < LEAST_LEVEL || level > MOST_LEVEL) {
      throw new IllegalArgumentException(
          "io.weft.compress.zstd: level is "
              + level
              + " ("
              + LEAST_LEVEL
              + " to "
              + MOST_LEVEL
              + ")");
    }
    compressing = new Contexts<>(() -> context(level));
    decompressing = new Contexts<>(ZstdDecompressCtx::new);
    try {
      compressing.give(compressing.take());
      decompressing.give(decompressing.take());
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "zstd-jni has no library for this system ("
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + "): install io.weft.compress.lz4 in its place",
          e);
    }
  }

  private static ZstdCompressCtx context(int level) {
    ZstdCompressCtx fresh = new ZstdCompressCtx();
    fresh.setLevel(level);
    // Frames have their checks below, in TLS, and their size beside.
    fresh.setChecksum(false);
    fresh.setContentSize(false);
    return fresh;
  }

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public int compress(byte[] from, int length, byte[] to, int most) {
    ZstdCompressCtx context = compressing.take();
    try {
      int size = context.compressByteArray(to, 0, most, from, 0, length);
      compressing.give(context);
      return size;
    } catch (ZstdException e) {
      compressing.give(context);
      if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
        return -1;
      }
      throw e;
    }
  }

  @Override
  public void decompress(byte[] from, int length, byte[] to, int size) {
    ZstdDecompressCtx context = decompressing.take();
    int made;
    try {
      made = context.decompressByteArray(to, 0, size, from, 0, length);
    } catch (ZstdException e) {
      throw new PayloadException("zstd: " + e.getMessage(), e);
    } finally {
      decompressing.give(context);
    }
    if (made != size) {
      throw new PayloadException("zstd: " + made + " bytes in place of " + size);
    }
  }

  /** Frees the native memory. */
  @Deactivate
  void close() {
    compressing.close();
    decompressing.close();
  }
}
