package org.morango.spring.autoconfigure;

import org.springframework.boot.context.properties.PropertyMapper;

/** Passes on the properties that are set, and no others; here for Spring Boot 3.5. */
final class SetValues {
    private SetValues() {}

    static PropertyMapper mapper() {
        return PropertyMapper.get().alwaysApplyingWhenNonNull();
    }
}
