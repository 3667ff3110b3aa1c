package io.weft.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every plug-in bundle has a test class that extends the contract of its kind. */
final class ContractRule {
  /** Contracts of testkit, by what a bundle's name begins with. */
  private static final Map<String, String> CONTRACTS =
      new TreeMap<>(
          Map.of(
              "transport.", "TransportContract",
              "balancer.", "LoadBalancerContract",
              "example.transport", "TransportContract",
              "discovery.", "DiscoveryContract",
              "netif.", "InterfaceDetectorContract",
              "codec.", "CodecContract",
              "compress.", "CompressionContract",
              "store.", "PeerStoreContract"));

  private ContractRule() {}

  static List<String> violations(House house) {
    List<String> wrong = new ArrayList<>();
    for (Path bundle : house.bundles()) {
      for (Map.Entry<String, String> kind : CONTRACTS.entrySet()) {
        boolean ofKind = bundle.getFileName().toString().startsWith(kind.getKey());
        boolean written = !house.main(bundle).isEmpty() || !house.test(bundle).isEmpty();
        if (ofKind && written && !isProven(house, bundle, kind.getValue())) {
          wrong.add(house.name(bundle) + ": no test class extends " + kind.getValue());
        }
      }
    }
    return wrong;
  }

  /** By an own contract in between, too. */
  private static boolean isProven(House house, Path bundle, String contract) {
    Map<String, Source.Type> tests = new TreeMap<>();
    for (Source source : house.test(bundle)) {
      source.types().forEach(type -> tests.put(type.name(), type));
    }
    for (Source.Type test : tests.values()) {
      Source.Type above = test;
      for (int steps = 0; above != null && steps < tests.size(); steps++) {
        if (!test.isAbstract() && above.superclass().equals(contract)) {
          return true;
        }
        above = tests.get(above.superclass());
      }
    }
    return false;
  }
}
