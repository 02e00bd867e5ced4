package org.morango.it.documents.modeling;

import org.morango.hibernate.mapping.TextFormat;

public final class HexColor implements TextFormat<Integer> {
    @Override
    public String format(Integer value) {
        return String.format("#%06x", value);
    }

    @Override
    public Integer parse(String text) {
        return Integer.valueOf(text.substring(1), 16);
    }
}
