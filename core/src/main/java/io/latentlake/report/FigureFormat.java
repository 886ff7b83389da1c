package io.latentlake.report;

import freemarker.core.Environment;
import freemarker.core.TemplateFormatUtil;
import freemarker.core.TemplateNumberFormat;
import freemarker.core.TemplateNumberFormatFactory;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateNumberModel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * Formats numbers: integers with thousands separators, others with four significant digits, very
 * small and very large ones in powers of ten, and NaN as a dash.
 */
final class FigureFormat extends TemplateNumberFormat {

  private static final int DIGITS = 4;
  private static final double SMALL = 1e-3;
  private static final double LARGE = 1e7;

  static String format(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return decimal("#,##0").format(value);
    }
    if (size < SMALL || size >= LARGE) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    // 1,234.567 becomes 1,235 and 0.98765 becomes 0.9877
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
    return decimal("#,##0.#######").format(rounded);
  }

  private static DecimalFormat decimal(String pattern) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    symbols.setMinusSign('−');
    return new DecimalFormat(pattern, symbols);
  }

  @Override
  public String formatToPlainText(TemplateNumberModel model) throws TemplateModelException {
    try {
      return format(TemplateFormatUtil.getNonNullNumber(model));
    } catch (freemarker.core.TemplateValueFormatException e) {
      throw new TemplateModelException(e);
    }
  }

  @Override
  public boolean isLocaleBound() {
    return false;
  }

  @Override
  public String getDescription() {
    return "four significant digits";
  }

  /** Creates the format. */
  static final class Factory extends TemplateNumberFormatFactory {
    @Override
    public TemplateNumberFormat get(String parameters, Locale locale, Environment environment) {
      return new FigureFormat();
    }
  }
}
