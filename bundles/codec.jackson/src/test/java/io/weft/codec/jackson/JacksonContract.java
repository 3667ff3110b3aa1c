package io.weft.codec.jackson;

import com.google.protobuf.MessageLite;
import io.weft.testkit.CodecContract;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What JSON and CBOR have in common. */
abstract class JacksonContract extends CodecContract {
  protected final FakeBundles bundles = new FakeBundles();

  @Override
  protected final Map<String, Sample> samples() {
    return Samples.all();
  }

  @Override
  protected final List<Class<?>> strangers() {
    return List.of(
        InputStream.class,
        Thread.class,
        Class.class,
        Socket.class,
        Stream.class,
        CompletableFuture.class,
        ClassLoader.class,
        MessageLite.class,
        Message.class);
  }

  interface Message extends MessageLite {}

  @Override
  protected final Class<?> updated() {
    return Updated.class;
  }
}
