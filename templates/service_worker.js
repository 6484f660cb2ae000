"use strict";
const { version, shell, editions, styles, media } = {{ facts|safe }};
{% include "components/service_worker.js" only %}
