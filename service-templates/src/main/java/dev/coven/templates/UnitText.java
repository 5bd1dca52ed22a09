package dev.coven.templates;

import freemarker.core.CommonTemplateMarkupOutputModel;

/** Text that is written in a unit file's own rules already, and passes through a template as is. */
final class UnitText extends CommonTemplateMarkupOutputModel<UnitText> {
  UnitText(String plain, String markup) {
    super(plain, markup);
  }

  @Override
  public UnitFormat getOutputFormat() {
    return UnitFormat.INSTANCE;
  }
}
