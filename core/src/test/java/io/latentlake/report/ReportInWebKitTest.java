package io.latentlake.report;

import java.nio.file.Path;

/** The page in JavaFX's WebKit, which Maven brings along. */
class ReportInWebKitTest extends ReportInBrowserContract {
  @Override
  OpenPage open(Path file, int width) {
    return new WebKitPage(file, width);
  }
}
