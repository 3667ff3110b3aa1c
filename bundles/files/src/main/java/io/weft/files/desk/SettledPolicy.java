package io.weft.files.desk;

import io.weft.files.live.Company;
import io.weft.transfer.Offer;
import io.weft.transfer.TransferPolicy;
import java.nio.file.Path;
import java.util.Set;

/**
 * What the settings say about offers.
 *
 * @param answer accept, ask or refuse
 * @param into where they land
 * @param from names and ids of those who may offer; empty: all
 * @param mostBytes of one offer; 0 for no limit
 * @param space whether there must be space for all of an offer
 * @param company who is called what
 */
record SettledPolicy(
    String answer, Path into, Set<String> from, long mostBytes, boolean space, Company company)
    implements TransferPolicy {

  SettledPolicy {
    from = Set.copyOf(from);
    if (!Set.of("accept", "ask", "refuse").contains(answer)) {
      throw new IllegalArgumentException("offers: \"" + answer + "\" (accept, ask or refuse)");
    }
  }

  @Override
  public Decision decide(Offer offer) {
    if (!from.isEmpty()
        && !from.contains(offer.from().text())
        && !from.contains(company.name(offer.from()))) {
      return new Decision.Refuse("this node takes no files from you (offers_from)");
    }
    if (mostBytes > 0 && offer.bytes() > mostBytes) {
      return new Decision.Refuse(
          offer.bytes()
              + " bytes are more than this node takes at once: "
              + mostBytes
              + " (max_offer_mib)");
    }
    if (space && offer.freeBytes() >= 0 && offer.bytes() > offer.freeBytes()) {
      return new Decision.Refuse(
          "no space for " + offer.bytes() + " bytes: " + offer.freeBytes() + " are free");
    }
    return switch (answer) {
      case "accept" -> new Decision.Accept(into, false);
      case "ask" -> new Decision.Ask();
      default -> new Decision.Refuse("this node takes no files");
    };
  }
}
