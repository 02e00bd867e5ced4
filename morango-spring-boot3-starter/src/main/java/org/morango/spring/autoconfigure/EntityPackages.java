package org.morango.spring.autoconfigure;

import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.domain.EntityScanPackages;

/** The packages that the application names with {@code @EntityScan}; here for Spring Boot 3.5. */
final class EntityPackages {
    private EntityPackages() {}

    static List<String> named(BeanFactory beans) {
        return EntityScanPackages.get(beans).getPackageNames();
    }
}
