/*
 * What a page embeds: `<script async src="…/perchoir-chat.js"></script>`. It stays small and is revalidated at each visit;
 * the chat itself comes under a name with its digest, to be cached for ever.
 */
void import(/* webpackChunkName: 'chat' */ './chat/perchoir-chat');
