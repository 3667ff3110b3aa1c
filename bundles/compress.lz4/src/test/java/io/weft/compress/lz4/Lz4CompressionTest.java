package io.weft.compress.lz4;

import io.weft.exchange.Compression;
import io.weft.testkit.CompressionContract;

class Lz4CompressionTest extends CompressionContract {
  private final Lz4Compression lz4 = new Lz4Compression();

  @Override
  protected Compression compression() {
    return lz4;
  }
}
