void ctirpc_placeholder(void);
