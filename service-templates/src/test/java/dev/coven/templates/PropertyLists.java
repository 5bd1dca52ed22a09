package dev.coven.templates;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads a property list's values by the JDK's own parser, which fetches no DTD. */
final class PropertyLists {
  private PropertyLists() {}

  /** The top dictionary: values are String, Long, Boolean, List and Map. */
  static Map<?, ?> read(String xml) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      var root = builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
      if (!root.getTagName().equals("plist") || !root.getAttribute("version").equals("1.0")) {
        throw new IOException("no property list: " + root.getTagName());
      }
      return (Map<?, ?>) value(children(root).getFirst());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static Object value(Element element) throws IOException {
    return switch (element.getTagName()) {
      case "string" -> element.getTextContent();
      case "integer" -> Long.valueOf(element.getTextContent());
      case "true" -> true;
      case "false" -> false;
      case "array" -> {
        var list = new ArrayList<Object>();
        for (Element child : children(element)) {
          list.add(value(child));
        }
        yield list;
      }
      case "dict" -> {
        var map = new LinkedHashMap<String, Object>();
        var children = children(element);
        for (int i = 0; i < children.size(); i += 2) {
          var key = children.get(i);
          if (!key.getTagName().equals("key")
              || map.put(key.getTextContent(), value(children.get(i + 1))) != null) {
            throw new IOException("not a key, or twice: " + key.getTextContent());
          }
        }
        yield map;
      }
      default -> throw new IOException("unknown: " + element.getTagName());
    };
  }

  private static List<Element> children(Element parent) {
    var elements = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }
}
