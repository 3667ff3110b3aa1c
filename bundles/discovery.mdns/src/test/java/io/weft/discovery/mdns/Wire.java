package io.weft.discovery.mdns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Answers of mDNS as bytes (RFC 1035, section 4), as anybody may send them unasked. */
final class Wire {

  private static final int AUTHORITATIVE_ANSWER = 0x8400;
  private static final int IN = 1;
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int TXT = 16;
  private static final int SRV = 33;

  /** Short, so that a flood is over soon after it has ended. */
  private static final int TTL_SECONDS = 10;

  private Wire() {}

  /** All there is to say of a service on loopback. */
  static byte[] service(String type, String name, int port, byte[] text) {
    String whole = name + '.' + type;
    String host = "h-" + name + ".local.";
    ByteArrayOutputStream srv = new ByteArrayOutputStream();
    write(srv, out -> out.write(new byte[] {0, 0, 0, 0, (byte) (port >> 8), (byte) port}));
    srv.writeBytes(name(host));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    write(
        message,
        out -> {
          for (int field : new int[] {0, AUTHORITATIVE_ANSWER, 0, 4, 0, 0}) {
            out.writeShort(field);
          }
          record(out, type, PTR, name(whole));
          record(out, whole, SRV, srv.toByteArray());
          record(out, whole, TXT, text);
          record(out, host, A, new byte[] {127, 0, 0, 1});
        });
    return message.toByteArray();
  }

  private static void record(DataOutputStream out, String name, int type, byte[] data)
      throws IOException {
    out.write(name(name));
    out.writeShort(type);
    out.writeShort(IN);
    out.writeInt(TTL_SECONDS);
    out.writeShort(data.length);
    out.write(data);
  }

  /** The first label may have anything in it but a dot. */
  private static byte[] name(String text) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (String label : text.split("\\.")) {
      byte[] bytes = label.getBytes(UTF_8);
      name.write(bytes.length);
      name.writeBytes(bytes);
    }
    name.write(0);
    return name.toByteArray();
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static void write(ByteArrayOutputStream bytes, Writing writing) {
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new AssertionError("writing memory failed", e);
    }
  }
}
