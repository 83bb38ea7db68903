"""Charts for print, as SVG and PNG: rates, a monthly series, reasons by year and body, pairs of reasons, coverage."""
