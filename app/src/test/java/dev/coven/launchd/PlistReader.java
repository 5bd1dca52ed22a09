package dev.coven.launchd;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads property lists in XML (plist(5)), of the types that launchd's have. */
final class PlistReader {
  private PlistReader() {}

  static Map<String, Object> readDictionary(InputStream in) throws IOException {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      // The DTD is Apple's, on the network.
      builder.setEntityResolver((_, _) -> new InputSource(new StringReader("")));
      builder.setErrorHandler(new DefaultHandler());
      Element plist = builder.parse(in).getDocumentElement();
      List<Element> content = children(plist);
      if (!plist.getTagName().equals("plist")
          || content.size() != 1
          || !content.getFirst().getTagName().equals("dict")) {
        throw new IOException("not a property list with a dictionary");
      }
      return dictionary(content.getFirst());
    } catch (SAXException e) {
      throw new IOException("not XML", e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Element element) throws IOException {
    String text = element.getTextContent();
    return switch (element.getTagName()) {
      case "string" -> text;
      case "integer" -> Integer.valueOf(text.strip());
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      case "dict" -> dictionary(element);
      case "array" -> {
        List<Object> values = new ArrayList<>();
        for (Element child : children(element)) {
          values.add(value(child));
        }
        yield values;
      }
      default -> throw new IOException("unexpected element " + element.getTagName());
    };
  }

  private static Map<String, Object> dictionary(Element element) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Iterator<Element> it = children(element).iterator(); it.hasNext(); ) {
      Element key = it.next();
      if (!key.getTagName().equals("key") || !it.hasNext()) {
        throw new IOException("a dictionary's keys and values do not pair");
      }
      values.put(key.getTextContent(), value(it.next()));
    }
    return values;
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }
}
