<?php
// Run by PHP's command line in the folder of a WordPress: `wordpress.php install SITE.json` fills a new site,
// `wordpress.php set SETTINGS.json` changes its options and its theme. The JSON files are those of wordpress.py.
[, $order, $file] = $argv;
$wanted = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
$_SERVER['HTTP_HOST'] = $wanted['host'];
$_SERVER['SERVER_NAME'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
if ($order === 'install') {
    define('WP_INSTALLING', true);
}
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
add_filter('pre_wp_mail', '__return_true');
if ($order === 'install') {
    install($wanted);
}
foreach ($wanted['options'] as $name => $value) {
    update_option($name, $value);
}
if ($wanted['theme']) {
    switch_theme($wanted['theme']);
}
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure($wanted['permalinks']);
$wp_rewrite->flush_rules(false);

function install(array $site): void
{
    wp_install($site['title'], 'admin', 'admin@example.org', true, '', 'secret');
    wp_defer_comment_counting(true);
    // The sample post and page that WordPress puts in, with the sample comment.
    foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $sample) {
        wp_delete_post($sample->ID, true);
    }
    update_option('timezone_string', $site['options']['timezone_string']);
    wp_update_user(['ID' => 1, 'display_name' => $site['author'], 'nickname' => $site['author']]);
    foreach ($site['posts'] as $post) {
        add_post($post);
    }
}

function add_post(array $post): void
{
    [$names, $numbers] = [[], []];
    foreach ($post['photos'] as $photo) {
        $number = add_photo($photo);
        $names[] = "%NUMBER:{$photo['name']}%";
        $numbers[] = (string) $number;
        $names[] = "%ADDRESS:{$photo['name']}%";
        $numbers[] = wp_get_attachment_image_url($number, 'large');
    }
    $term = term_exists($post['category'], 'category') ?: wp_insert_term($post['category'], 'category');
    $id = wp_insert_post(wp_slash([
        'post_title' => $post['title'],
        'post_name' => $post['slug'],
        'post_content' => str_replace($names, $numbers, $post['content']),
        'post_type' => $post['type'],
        'post_status' => 'publish',
        'post_date' => $post['published'],
        'post_author' => author($post['author']),
        'post_password' => $post['password'],
        'post_category' => [(int) $term['term_id']],
        'comment_status' => 'open',
    ]), true);
    if (is_wp_error($id)) {
        throw new RuntimeException($id->get_error_message());
    }
    if ($post['featured']) {
        set_post_thumbnail($id, (int) $numbers[0]);
    }
    foreach ($post['remarks'] as $remark) {
        wp_insert_comment(wp_slash([
            'comment_post_ID' => $id,
            'comment_author' => $remark['author'],
            'comment_content' => $remark['words'],
            'comment_date' => '2026-06-02 10:00:00',
            'comment_approved' => 1,
        ]));
    }
    wp_update_comment_count_now($id);
}

function author(string $name): int
{
    $login = 'user' . substr(md5($name), 0, 8);
    $known = get_user_by('login', $login);
    return $known ? $known->ID : wp_insert_user([
        'user_login' => $login,
        'user_pass' => 'secret',
        'display_name' => $name,
        'nickname' => $name,
        'role' => 'author',
    ]);
}

function add_photo(array $photo): int
{
    $upload = wp_upload_bits("{$photo['name']}.jpg", null, file_get_contents($photo['file']));
    if ($upload['error']) {
        throw new RuntimeException($upload['error']);
    }
    $number = wp_insert_attachment(wp_slash([
        'post_mime_type' => 'image/jpeg',
        'post_title' => $photo['name'],
        'post_excerpt' => $photo['caption'],
        'post_status' => 'inherit',
    ]), $upload['file']);
    update_post_meta($number, '_wp_attachment_image_alt', wp_slash($photo['alt']));
    wp_update_attachment_metadata($number, wp_generate_attachment_metadata($number, $upload['file']));
    return $number;
}
