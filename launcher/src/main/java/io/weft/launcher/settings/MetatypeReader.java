package io.weft.launcher.settings;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads {@code OSGI-INF/metatype/*.xml} of a bundle's jar. */
final class MetatypeReader extends DefaultHandler {
  private static final String FOLDER = "OSGI-INF/metatype/";

  private final Map<String, List<Attribute>> attributesByOcd = new HashMap<>();
  private final List<ComponentSettings> found = new ArrayList<>();
  private List<Attribute> current = new ArrayList<>();
  private @Nullable Attributes openAttribute;
  private List<String> options = new ArrayList<>();
  private String pid = "";
  private boolean factory;

  private MetatypeReader() {}

  /** What can be set in a bundle; nothing if the file is no jar. */
  static List<ComponentSettings> read(Path jar) {
    List<ComponentSettings> found = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".xml")) {
          try (InputStream in = zip.getInputStream(entry)) {
            found.addAll(read(in));
          }
        }
      }
    } catch (IOException | SAXException | ParserConfigurationException e) {
      // A bad bundle is refused, with its reason, where it is installed.
      return List.of();
    }
    return found;
  }

  static List<ComponentSettings> read(InputStream xml)
      throws IOException, SAXException, ParserConfigurationException {
    SAXParserFactory factory = SAXParserFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    MetatypeReader reader = new MetatypeReader();
    factory.newSAXParser().parse(xml, reader);
    return reader.found;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes) {
    switch (name) {
      case "OCD" -> {
        current = new ArrayList<>();
        attributesByOcd.put(text(attributes, "id"), current);
      }
      case "AD" -> {
        openAttribute = new org.xml.sax.helpers.AttributesImpl(attributes);
        options = new ArrayList<>();
      }
      case "Option" -> options.add(text(attributes, "value"));
      case "Designate" -> {
        factory = attributes.getValue("factoryPid") != null;
        pid = text(attributes, factory ? "factoryPid" : "pid");
      }
      case "Object" ->
          found.add(
              new ComponentSettings(
                  pid,
                  factory,
                  attributesByOcd.getOrDefault(text(attributes, "ocdref"), List.of())));
      default -> {}
    }
  }

  @Override
  public void endElement(String uri, String name, String qualified) {
    Attributes open = openAttribute;
    if (name.equals("AD") && open != null) {
      String cardinality = text(open, "cardinality");
      current.add(
          new Attribute(
              text(open, "id"),
              text(open, "type"),
              cardinality.isEmpty() ? 0 : Integer.parseInt(cardinality),
              limit(open, "min"),
              limit(open, "max"),
              options));
      openAttribute = null;
    }
  }

  private static Optional<BigDecimal> limit(Attributes attributes, String name) {
    String text = text(attributes, name);
    return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
  }

  private static String text(Attributes attributes, String name) {
    String value = attributes.getValue(name);
    return value == null ? "" : value;
  }
}
