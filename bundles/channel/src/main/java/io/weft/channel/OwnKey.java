package io.weft.channel;

import io.weft.trust.Credentials;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * This node's key and certificate, shown to everyone who asks. Handed over as they are: a key store
 * in between would encrypt and decrypt the key for each context, which costs more than a handshake.
 */
final class OwnKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "weft";

  private final PrivateKey key;
  private final X509Certificate[] chain;

  OwnKey(Credentials credentials) {
    this.key = credentials.key();
    this.chain = credentials.chain().toArray(new X509Certificate[0]);
  }

  private @Nullable String alias(String... keyTypes) {
    for (String type : keyTypes) {
      // TLS 1.2 names EC_EC and EC_RSA beside EC.
      if (type.startsWith(key.getAlgorithm())) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? chain.clone() : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? key : null;
  }
}
