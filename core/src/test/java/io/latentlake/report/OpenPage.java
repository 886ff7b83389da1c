package io.latentlake.report;

import java.util.List;

/** A page that a browser has loaded and drawn. */
interface OpenPage extends AutoCloseable {

  /** Value of a JavaScript expression, as text. */
  String evaluate(String expression);

  /** Whatever the page has put on its console, thrown, or been denied. */
  List<String> complaints();

  @Override
  void close();
}
