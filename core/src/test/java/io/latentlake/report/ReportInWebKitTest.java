package io.latentlake.report;

import java.io.IOException;
import java.nio.file.Path;

/** The page in JavaFX's WebKit, which Maven brings along. */
class ReportInWebKitTest extends ReportInBrowserContract {
  @Override
  OpenPage open(Path file, int width) throws IOException {
    return new WebKitPage(file, width);
  }
}
