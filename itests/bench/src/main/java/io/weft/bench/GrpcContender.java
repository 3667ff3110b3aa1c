package io.weft.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** gRPC-java without TLS, on its direct executor, payloads as they are. */
final class GrpcContender implements Contender {

  private static final MethodDescriptor<byte[], byte[]> ECHO =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("bench", "echo"))
          .build();

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public String description() {
    return "gRPC-java, HTTP/2 without TLS, direct executor, byte payloads";
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
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service)
            .build()
            .start();
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
  public Caller connect(Path folder, String address) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)))
            .usePlaintext()
            .directExecutor()
            .build();
    GrpcCaller caller = new GrpcCaller(channel);
    caller.waiting(new byte[1]).ask();
    return caller;
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
