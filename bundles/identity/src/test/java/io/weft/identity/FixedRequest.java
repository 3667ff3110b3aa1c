package io.weft.identity;

import io.weft.exchange.Request;
import io.weft.node.NodeId;
import java.lang.reflect.Type;
import java.time.Duration;

/** A request for a certificate, as an issuer's handler sees it. */
record FixedRequest(NodeId caller, byte[] application) implements Request {

  @Override
  public String path() {
    return IssuerHandler.PATH;
  }

  @Override
  public String action() {
    return IssuerHandler.RENEW;
  }

  @Override
  public Duration remaining() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Object as(Type type) {
    return application;
  }
}
