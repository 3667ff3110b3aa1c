package io.weft.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** One name server to be asked. Used by one thread at a time; blocks. */
final class Server implements Questions {

  private final NameServer at;
  private final Duration timeout;
  private final Optional<InetAddress> from;

  /**
   * @param from the only address of this machine that may be used
   */
  Server(NameServer at, Duration timeout, Optional<InetAddress> from) {
    this.at = at;
    this.timeout = timeout;
    this.from = from;
  }

  @Override
  public Message ask(Name name, int type) throws LookupException {
    InetSocketAddress address = at.address();
    if (address.isUnresolved()) {
      throw failure("this server's own name cannot be looked up");
    }
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(timeout);
    if (from.isPresent() && !address.getAddress().isLoopbackAddress()) {
      resolver.setLocalAddress(new InetSocketAddress(from.get(), 0));
    }
    Message answer;
    try {
      answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    } catch (IOException e) {
      throw failure(reason(e));
    } catch (RuntimeException e) {
      throw failure("its answer cannot be read: " + e);
    }
    int rcode = answer.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      throw failure("it answers " + Rcode.string(rcode) + " to " + Type.string(type) + " " + name);
    }
    if (answer.getHeader().getFlag(Flags.TC)) {
      throw failure("its answer is cut off, over TCP too");
    }
    return answer;
  }

  private String reason(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof SocketTimeoutException || text.contains("Timed out")) {
      return "no answer within " + timeout.toMillis() + " ms";
    }
    return e instanceof WireParseException
        ? "its answer cannot be read: " + text
        : "it cannot be asked: " + text;
  }

  private static LookupException failure(String reason) {
    return new LookupException(reason, Duration.ZERO);
  }
}
