package io.latentlake.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.latentlake.report.ReportContent.Detection;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.report.ReportContent.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Renders the content as one self-contained HTML file.
 *
 * <p>Values from tables are escaped. Only the page's own two scripts run, admitted by their hashes.
 * The page makes no requests.
 */
public final class ReportPage {

  private static final String ECHARTS = "META-INF/maven/org.webjars/echarts/pom.properties";

  private final Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
  private final ObjectMapper json = new ObjectMapper();

  public ReportPage() {
    templates.setClassForTemplateLoading(ReportPage.class, "");
    templates.setDefaultEncoding("UTF-8");
    templates.setLocale(Locale.ROOT);
    templates.setRecognizeStandardFileExtensions(true);
    templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setCustomNumberFormats(Map.of("figure", new FigureFormat.Factory()));
    templates.setNumberFormat("@figure");
  }

  /**
   * Renders the page.
   *
   * @param content what the page says
   * @return HTML, to be stored as UTF-8
   */
  public String html(ReportContent content) {
    InlineScript library = InlineScript.of(resource(echarts()));
    InlineScript script = InlineScript.of(resource("io/latentlake/report/report.js"));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("content", content);
    model.put("style", resource("io/latentlake/report/report.css"));
    model.put("library", library.text());
    model.put("script", script.text());
    model.put("chartData", chartData(content));
    model.put("policy", policy(List.of(library, script)));
    StringWriter html = new StringWriter();
    try {
      templates.getTemplate("report.ftlh").process(model, html);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the report's template does not fit its content", e);
    }
    return html.toString();
  }

  /** Content Security Policy: no requests; pictures are embedded; scripts are admitted by hash. */
  private static String policy(List<InlineScript> scripts) {
    String sources = String.join(" ", scripts.stream().map(InlineScript::source).toList());
    return "default-src 'none'; script-src "
        + sources
        + "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private String chartData(ReportContent content) {
    Map<String, Chart> charts = new LinkedHashMap<>();
    if (content.training() instanceof Part.Shown<List<LossCurve>> shown) {
      for (int i = 0; i < shown.content().size(); i++) {
        charts.put("curve-" + i, shown.content().get(i).chart());
      }
    }
    if (content.scores() instanceof Part.Shown<Scores> shown) {
      charts.put("scores", shown.content().chart());
    }
    if (content.detection() instanceof Part.Shown<Detection> shown) {
      charts.put("roc", shown.content().roc().chart());
      charts.put("precision-recall", shown.content().precisionRecall().chart());
    }
    if (content.embeddings() instanceof Part.Shown<ReportContent.Embeddings> shown) {
      charts.put("embeddings", shown.content().chart());
    }
    try {
      return json.writeValueAsString(charts)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("chart numbers are plain values", e);
    }
  }

  /** Path of the chart library on the class path; the build chooses the version. */
  private static String echarts() {
    Properties versions = new Properties();
    try (InputStream in = open(ECHARTS)) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = versions.getProperty("version");
    return "META-INF/resources/webjars/echarts/" + version + "/echarts.common.min.js";
  }

  private static String resource(String path) {
    try (InputStream in = open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = ReportPage.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException(path + " is missing from the class path");
    }
    return in;
  }
}
