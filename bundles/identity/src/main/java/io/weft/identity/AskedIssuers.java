package io.weft.identity;

import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The issuers of the network, over its links: whichever the node picks. */
final class AskedIssuers implements DistantAuthority.Issuers {

  /** An issuer signs at once; this is for a path that is being found. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Exchange exchange;
  private final Directory directory;

  AskedIssuers(Exchange exchange, Directory directory) {
    this.exchange = exchange;
    this.directory = directory;
  }

  @Override
  public boolean any() {
    return !directory.remote(IssuerHandler.PATH).isEmpty();
  }

  @Override
  public byte[] ask(byte[] application) {
    if (!any()) {
      throw new IdentityException(
          "no issuer is connected: start a node that holds the network's key (service "
              + IssuerHandler.PATH
              + " in weft services), and try again");
    }
    try {
      Reply reply =
          exchange
              .request(
                  IssuerHandler.PATH,
                  IssuerHandler.RENEW,
                  application,
                  RequestOptions.DEFAULT.withDeadline(LIMIT))
              .get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      byte[] certificate = reply.as(byte[].class);
      return certificate == null ? new byte[0] : certificate;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IdentityException("the issuer gives no certificate: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IdentityException("the issuer does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IdentityException("interrupted while asking the issuer", e);
    }
  }
}
