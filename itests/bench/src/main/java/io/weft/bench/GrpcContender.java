package io.weft.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.weft.identity.NodeIdentity;
import io.weft.identity.TrialNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * gRPC-java on its direct executor, payloads as they are.
 *
 * @param tls whether with TLS 1.3 (its own BoringSSL), mutual, by the keys that Weft has; else
 *     plain
 */
record GrpcContender(String name, boolean tls) implements Contender {

  private static final MethodDescriptor<byte[], byte[]> ECHO =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("bench", "echo"))
          .build();

  @Override
  public String description() {
    return "gRPC-java, HTTP/2 "
        + (tls ? "over TLS 1.3 (mutual)" : "without TLS")
        + ", direct executor, byte payloads";
  }

  @Override
  public Echo serve(Path folder) throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("bench")
            .addMethod(
                ECHO,
                ServerCalls.asyncUnaryCall(
                    (byte[] payload, StreamObserver<byte[]> reply) -> {
                      reply.onNext(payload);
                      reply.onCompleted();
                    }))
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service);
    if (tls) {
      NodeIdentity identity = new TrialNetwork(folder.resolve(name)).member("server");
      builder.sslContext(
          GrpcSslContexts.configure(
                  SslContextBuilder.forServer(identity.credentials().key(), chain(identity)))
              .trustManager(identity.trustManager(Optional.empty()))
              .clientAuth(ClientAuth.REQUIRE)
              .protocols("TLSv1.3")
              .build());
    }
    Server server = builder.build().start();
    return new Echo() {
      @Override
      public String address() {
        return String.valueOf(server.getPort());
      }

      @Override
      public void close() {
        server.shutdownNow();
      }
    };
  }

  @Override
  public Caller connect(Path folder, String address) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)))
            .directExecutor();
    if (tls) {
      NodeIdentity identity = new TrialNetwork(folder.resolve(name)).member("client");
      builder.sslContext(
          GrpcSslContexts.configure(SslContextBuilder.forClient())
              .keyManager(identity.credentials().key(), chain(identity))
              .trustManager(identity.trustManager(Optional.empty()))
              .protocols("TLSv1.3")
              .build());
    } else {
      builder.usePlaintext();
    }
    GrpcCaller caller = new GrpcCaller(builder.build());
    caller.waiting(new byte[1]).ask();
    return caller;
  }

  private static X509Certificate[] chain(NodeIdentity identity) {
    return identity.credentials().chain().toArray(new X509Certificate[0]);
  }

  private record GrpcCaller(ManagedChannel channel) implements Caller {

    @Override
    public Runnable slot(byte[] payload, Answer answer) {
      StreamObserver<byte[]> observer = new OneAnswer(answer);
      return () ->
          ClientCalls.asyncUnaryCall(channel.newCall(ECHO, CallOptions.DEFAULT), payload, observer);
    }

    @Override
    public Asking waiting(byte[] payload) {
      return () ->
          ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, payload).length;
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  private static final class OneAnswer implements StreamObserver<byte[]> {
    private final Caller.Answer answer;
    private int bytes;

    OneAnswer(Caller.Answer answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(byte[] value) {
      bytes = value.length;
    }

    @Override
    public void onError(Throwable cause) {
      answer.failed(cause);
    }

    @Override
    public void onCompleted() {
      answer.answered(bytes);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        byte[] bytes = new byte[stream.available()];
        int read = stream.readNBytes(bytes, 0, bytes.length);
        if (read < bytes.length || stream.read() >= 0) {
          throw new IOException("available() was not the length of the message");
        }
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
