package io.weft.discovery.dns;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/** The zone example.test as an operator writes it, and an honest server's answers from it. */
final class Zone implements DnsServer.Answers {
  static final Name DOMAIN = Name.fromConstantString("example.test.");
  static final Name SERVICE = Name.fromConstantString("_weft._tcp.example.test.");

  /** Answers over UDP; what is longer is cut off. */
  private static final int MAX_UDP = 1280;

  final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
  volatile long ttl = 300;

  static Name name(String text) {
    return Name.fromConstantString(text + ".example.test.");
  }

  Zone add(Record record) {
    records.computeIfAbsent(record.getName(), fresh -> new CopyOnWriteArrayList<>()).add(record);
    return this;
  }

  Zone service(String host, int port) {
    return add(new SRVRecord(SERVICE, DClass.IN, ttl, 0, 0, port, name(host)));
  }

  Zone alias(Name from, Name to) {
    return add(new CNAMERecord(from, DClass.IN, ttl, to));
  }

  /** The record of a node, in pieces, under the label of its host. */
  Zone text(String host, byte[] signed) {
    Name own = Name.fromConstantString(host + "._weft._tcp.example.test.");
    records.remove(own);
    return add(new TXTRecord(own, DClass.IN, ttl, strings(signed)));
  }

  static List<String> strings(byte[] signed) {
    String text = Base64.getEncoder().encodeToString(signed);
    List<String> strings = new ArrayList<>();
    for (int at = 0; at < text.length(); at += 250) {
      strings.add(
          "r" + strings.size() + "=" + text.substring(at, Math.min(at + 250, text.length())));
    }
    return strings;
  }

  void remove(String host) {
    records.remove(Name.fromConstantString(host + "._weft._tcp.example.test."));
    List<Record> services = records.get(SERVICE);
    if (services != null) {
      services.removeIf(
          each -> each instanceof SRVRecord srv && srv.getTarget().equals(name(host)));
    }
  }

  @Override
  public byte @Nullable [] to(Message question, Message answer, boolean tcp) {
    fill(question, answer);
    byte[] bytes = answer.toWire(65_535);
    if (!tcp && bytes.length > MAX_UDP) {
      answer.removeAllRecords(Section.ANSWER);
      answer.getHeader().setFlag(Flags.TC);
      return answer.toWire(65_535);
    }
    return bytes;
  }

  void fill(Message question, Message answer) {
    Record asked = question.getQuestion();
    List<Record> all = records.getOrDefault(asked.getName(), List.of());
    for (Record each : all) {
      if (each.getType() == asked.getType() || each instanceof CNAMERecord) {
        answer.addRecord(each, Section.ANSWER);
      }
      if (each instanceof SRVRecord srv) {
        records.getOrDefault(srv.getTarget(), List.of()).stream()
            .filter(ARecord.class::isInstance)
            .forEach(host -> answer.addRecord(host, Section.ADDITIONAL));
      }
    }
    if (answer.getSection(Section.ANSWER).isEmpty()) {
      boolean exists = !all.isEmpty();
      answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
      answer.addRecord(
          new SOARecord(DOMAIN, DClass.IN, ttl, DOMAIN, DOMAIN, 1, 60, 60, 60, ttl),
          Section.AUTHORITY);
    }
  }
}
